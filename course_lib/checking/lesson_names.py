"""The names that a test reads in a student's notebook: Python's and the lesson's, whatever the student calls so.

A student may name a variable `sum`, `list` or `X_train`. In the cells that test, such names stand for what they stood
for when the setup cell had run; the exercise itself, and what the test binds, stay as they are.
"""

import ast
import builtins
import symtable
import types

MEMORY = " names of the lesson"  # in the builtins: no name that can be typed, and none in the notebook
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def remember_names(shell):
    """Remember Python's names now, and those of the cell that is running when it has run."""
    if not hasattr(builtins, MEMORY):
        setattr(builtins, MEMORY, types.SimpleNamespace(**vars(builtins)))

    def setup_has_run(result):
        shell.events.unregister("post_run_cell", setup_has_run)
        if result.success:
            _remember(shell.user_ns, _bound(result.info.raw_cell))
            shell.ast_transformers[:] = [one for one in shell.ast_transformers if not isinstance(one, _TestCells)]
            shell.ast_transformers.append(_TestCells())

    shell.events.register("post_run_cell", setup_has_run)


def lesson_names():
    """Python's names and the lesson's with what they stood for when the setup cell had run; none before it has."""
    remembered = _remembered() if hasattr(builtins, MEMORY) else {}
    return {name: value for name, value in remembered.items() if not name.startswith("__")}


def is_test(code):
    """Is this the code of a statement in a cell that tests?"""
    return code.co_name == "<module>" and not {"check_answer", MEMORY}.isdisjoint(code.co_names)


def _remembered():
    return vars(getattr(builtins, MEMORY))


def _remember(namespace, names):
    """Functions that the cell defines read its names from here too."""
    memory = _remembered()
    for name in names & namespace.keys():
        value = namespace[name]
        if isinstance(value, types.FunctionType) and value.__globals__ is namespace:
            own = types.FunctionType(value.__code__, memory, name, value.__defaults__, value.__closure__)
            own.__kwdefaults__, own.__module__ = value.__kwdefaults__, value.__module__
            own.__dict__.update(value.__dict__)
            value = own
        memory[name] = value


def _bound(source):
    table = symtable.symtable(source, "<cell>", "exec")
    return {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned() or symbol.is_imported()}


class _TestCells:
    """Rewrites the cells that call `check_answer`."""

    def visit(self, tree):
        calls = [statement.value for statement in tree.body if isinstance(statement, ast.Expr)]
        tested = [call.args[0] for call in calls if _called(call) == "check_answer" and call.args]
        if not tested:
            return tree
        exercises = {answer.id for answer in tested if isinstance(answer, ast.Name)}
        return _Rewriter(_remembered().keys() - exercises - _bound(ast.unparse(tree)) - {"super"}).visit(tree)


def _called(call):
    return call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else None


class _Rewriter(ast.NodeTransformer):
    """Has these names read from the memory where they are not local to a function, a class or a comprehension."""

    def __init__(self, names):
        self.names = self.inside = {name for name in names if not name.startswith("__")}

    def visit(self, node):
        if isinstance(node, ast.Name):
            return self._name(node)
        if not isinstance(node, (*FUNCTIONS, *COMPREHENSIONS, ast.ClassDef)):
            return self.generic_visit(node)
        outside = self.names, self.inside
        self.names = self.inside - _local(node)
        if not isinstance(node, ast.ClassDef):  # what a class binds its methods do not see
            self.inside = self.names
        try:
            return self.generic_visit(node)
        finally:
            self.names, self.inside = outside

    def _name(self, node):
        if not isinstance(node.ctx, ast.Load) or node.id not in self.names:
            return node
        memory = ast.copy_location(ast.Name(MEMORY, ast.Load()), node)
        return ast.copy_location(ast.Attribute(memory, node.id, ast.Load()), node)


def _local(node):
    """The names that are local to the scope which a node opens."""
    table = symtable.symtable(ast.unparse(node), "<scope>", "exec").get_children()[-1]
    return {symbol.get_name() for symbol in table.get_symbols() if symbol.is_local()}
