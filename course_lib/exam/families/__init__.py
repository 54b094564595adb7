"""The families of exam questions, one module each. A module with a FAMILY is found by itself: see `known_families`."""
