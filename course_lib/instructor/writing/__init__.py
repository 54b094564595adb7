"""Text and files as they can be handed on: nothing in them is obeyed, and no half of one is seen."""
