"""Submissions that attack the grader or break it, each with the statuses that its three exercises must get.

The lesson is 01_numbers of `grading_course`: `double` (2 points), `quadruple` (1) and `mean` (1.5, may
not use numpy.mean). PORT, OUTSIDE and SECRET stand for a listener, a folder and a word outside of the sandbox.
"""

from dataclasses import dataclass, field

from hostile import kernel_doors

DOUBLE = "def double(x):\n    return x + x"
QUADRUPLE = "def quadruple(x):\n    return 4 * x"
MEAN = "def mean(x):\n    return sum(x) / len(x)"
HONEST = ("passed", "passed", "passed")
DOUBLE_FAILS = ("failed", "passed", "passed")
DOUBLE_RAISES = ("error", "passed", "passed")


@dataclass(frozen=True)
class Attack:
    """Answers and further cells of a notebook: `before` runs first, `after` last."""

    name: str
    expected: tuple[str, str, str]
    double: str = DOUBLE
    mean: str = MEAN
    before: str = ""
    after: str = ""
    printed: tuple[str, ...] = field(default=())  # what the notebook's own outputs must hold


def wrong(body: str) -> str:
    """A `double` with this body, whose value is not the double of x."""
    return "def double(x):\n" + "\n".join(f"    {line}" for line in body.splitlines())


LIAR = """
class Liar:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def __bool__(self): return True
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __abs__ = __sub__
    def __array_ufunc__(self, *a, **k): return True
    def __array__(self, *a, **k): return np.zeros(2)
    def __getattr__(self, name): return lambda *a, **k: Liar()
    def __hash__(self): return 0
"""

FORGERY = [
    Attack("equal to everything", ("failed", "passed", "passed"), LIAR + wrong("return Liar()")),
    Attack(
        "an array that lies", DOUBLE_FAILS,
        "class Lying(np.ndarray):\n    def __array_ufunc__(self, *a, **k): return np.bool_(True)\n"
        "    def __array_function__(self, *a, **k): return True\n" + wrong("return np.zeros(2).view(Lying)"),
    ),
    Attack(
        "a number that lies", ("passed", "passed", "failed"),
        mean="class Number(float):\n    def __eq__(self, other): return True\n"
        "    def __sub__(self, other): return 0.0\ndef mean(x):\n    return Number(-1)",
    ),
    Attack(
        "checks that check nothing", DOUBLE_FAILS, wrong("return 3 * x"),
        before="import course_lib.checks as checks\nfor name in ('check_close', 'check_answer', '_compare', '_fail'):\n"
        "    setattr(checks, name, lambda *a, **k: None)\ncheck_close = check_answer = lambda *a, **k: None",
    ),
    Attack("a range of no numbers", DOUBLE_FAILS, wrong("return 3 * x"),
           before="class range:\n    __init__ = lambda *a: None\n    __iter__ = lambda self: iter(())"),
    Attack("nothing to go through", DOUBLE_FAILS, wrong("return 3 * x"), before="enumerate = zip = lambda *a, **k: ()"),
    Attack("floats that are equal", DOUBLE_FAILS, wrong("return 3 * x"),
           before="class float(float):\n    __eq__ = lambda self, other: True\nint = complex = bool = float"),
    Attack("nothing differs", DOUBLE_FAILS, wrong("return 3 * x"), before="abs = max = min = lambda *a, **k: 0"),
    Attack("everything is an instance", DOUBLE_FAILS, wrong("return 3 * x"),
           before="isinstance = issubclass = callable = hasattr = lambda *a: True"),
    Attack("another NumPy", DOUBLE_FAILS, wrong("return 3 * x"),
           before="import sys, types\nsys.modules['numpy'] = np = types.SimpleNamespace(array=list, allclose=bool)"),
    Attack("a file numpy.py", DOUBLE_FAILS, wrong("return 3 * x"),
           before="with open('numpy.py', 'w') as file:\n    file.write('allclose = lambda *a, **k: True')\n"
           "import sys\nsys.path.insert(0, '.')"),
    Attack("checks that are names", DOUBLE_FAILS, wrong("return 3 * x"),
           before="check_close = check_equal = check_that = check_answer = check_unchanged = print"),
    Attack("calls its own variables like Python's", HONEST,
           before="range = (0, 1); list = [3]; round = 3; float = 1.5; max = 3; abs = int = str = tuple = 0"),
    Attack("calls its own variables like the lesson's", HONEST,
           before="np = None; check_close = 3; check_answer = [1, 2]; check_unchanged = 0.5"),
    Attack(
        "a NumPy that finds everything close", ("error", "error", "error"), wrong("return 3 * x"),
        before="np.allclose = np.array_equal = lambda *a, **k: True\nnp.asarray = np.array = lambda *a, **k: 1",
    ),
    Attack(
        "cells that become empty", ("error", "error", "error"), wrong("return 3 * x"),
        before="get_ipython().input_transformers_cleanup.append(lambda lines: [])",
        mean=MEAN,
    ),
    Attack("points by displayhook", DOUBLE_FAILS, wrong("import sys\nsys.displayhook(2.0)\nreturn 3 * x")),
    Attack(
        "points by a message", DOUBLE_FAILS,
        wrong("get_ipython().show('execute_result', data={'text/plain': '2.0'}, metadata={})\nreturn 3 * x"),
    ),
    Attack(
        "looks for the test in memory", DOUBLE_FAILS,
        wrong(
            "import gc, sys\nfound = [o for o in gc.get_objects() if isinstance(o, dict) and 'secret' in o]\n"
            "frame = sys._getframe()\nwhile frame:\n    found += ['secret'] if 'secret' in frame.f_locals else []\n"
            "    frame = frame.f_back\nprint('found', found, In)\nreturn x + x if found else x"
        ),
        printed=("found [] ['']",),
    ),
    Attack(
        "looks for the solutions on the disk", DOUBLE_FAILS,
        wrong("print('found', found, os.path.exists('OUTSIDE'))\nreturn x + x if found else x"),
        before="import os, subprocess\n"
        "wanted = '-name lesson.py -o -name answers.py -o -name gradebook.db -o -name grades.csv'\n"
        "passed = '-path /proc -o -path /sys -o -path /usr/lib -o -path /usr/share -o -name site-packages'\n"
        "command = f'find / ( {passed} -o -name instructor ) -prune -o ( {wanted} ) -print'\n"
        "found = subprocess.run(command.split(), capture_output=True, text=True).stdout.split()",
        printed=("found [] False",),
    ),
    Attack(
        "a forged answer on the channel", ("crashed", "passed", "passed"),
        wrong(
            "import gc, json, struct\nfrom course_lib.instructor.sandbox.channel import Channel\n"
            "channel = next(o for o in gc.get_objects() if isinstance(o, Channel))\n"
            "channel.send(['done', None])\nreturn 3 * x"
        ),
    ),
    Attack(
        "rubbish on the channel", ("crashed", "passed", "passed"),
        wrong(
            "import os\nfor descriptor in range(3, 64):\n    try:\n        os.write(descriptor, b'\\xff' * 4096)\n"
            "    except OSError:\n        pass\nreturn 3 * x"
        ),
    ),
    Attack(
        "an array that is not there", ("crashed", "passed", "passed"),
        wrong(
            "from course_lib.instructor.sandbox.wire import Encoder\n"
            "Encoder.node = lambda *a: ['a', '<f8', [2], [0, 10**12], 'C', True]\nreturn x"
        ),
    ),
    Attack(
        "a hint of its own", ("error", "passed", "passed"),
        wrong("from course_lib.checks import CheckError\nraise CheckError('double: well done.', 'praise: passed.')"),
    ),
    Attack("a forbidden name by getattr", ("passed", "passed", "forbidden"),
           mean="def mean(x):\n    return getattr(np, 'me' + 'an')(x)"),
    Attack("a forbidden name by another name", ("passed", "passed", "forbidden"),
           mean="average = np.mean\ndef mean(x):\n    return average(x)"),
    Attack("a forbidden name by import", ("passed", "passed", "forbidden"),
           mean="from numpy import mean as average\ndef mean(x):\n    return average(x)"),
    Attack("a forbidden name by default", ("passed", "passed", "forbidden"),
           mean="def mean(x, how=np.mean):\n    return how(x)"),
    Attack("a forbidden name in a text", ("passed", "passed", "forbidden"),
           mean="def mean(x):\n    return eval('np.mean(x)')"),
    Attack("a forbidden name in a partial", ("passed", "passed", "forbidden"),
           mean="import functools\nmean = functools.partial(np.mean, axis=0)"),
    Attack("a reader that finds nothing", ("passed", "passed", "forbidden"),
           before="import course_lib.checking.own_work as own\nown.forbidden_name = lambda *a: None",
           mean="def mean(x):\n    return np.mean(x)"),
]  # fmt: skip

ESCAPE = [
    Attack(
        "calls home", HONEST,
        after="import socket\nfor kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):\n    try:\n"
        "        s = socket.socket(socket.AF_INET, kind)\n        s.connect(('127.0.0.1', PORT))\n"
        "        s.send(b'hello')\n"
        "    except OSError as error:\n        print(type(error).__name__)",
    ),
    Attack(
        "a socket without a file", HONEST,
        after="import socket\ns = socket.socket(socket.AF_UNIX)\ntry:\n    s.connect('\\0course-listener')\n"
        "    s.send(b'hello')\nexcept OSError as error:\n    print(type(error).__name__)",
        printed=("ConnectionRefusedError",),
    ),
    Attack(
        "writes everywhere", HONEST,
        after="import os\nfor path in ('OUTSIDE/x', '/x', '/usr/x', '/course/x', '/course/course_lib/x', '/etc/x',\n"
        "             os.path.join(os.path.dirname(np.__file__), 'x'), '/proc/sys/kernel/hostname'):\n    try:\n"
        "        open(path, 'w').write('x')\n        print('WRITTEN', path)\n    except OSError:\n        pass\n"
        "print('tried')",
        printed=("tried",),
    ),
    Attack("reads our environment", HONEST, after="import os\ndef environ(p):\n    try:\n"
           "        return open(f'/proc/{p}/environ').read()\n    except OSError:\n        return ''\n"
           "print('env', 'SECRET' in str(dict(os.environ)), 'HOME' in environ(1),\n"
           "      any('SECRET' in environ(p) for p in os.listdir('/proc') if p.isdigit()))",
           printed=("env False True False",)),
    Attack("kills everybody", HONEST, after="import os\ntry:\n    os.kill(-1, 9)\nexcept OSError:\n    pass"),
    Attack("kills its group", HONEST, after="import os\nos.kill(0, 15)\nos.killpg(0, 15)"),
    Attack("kills its parent", HONEST, after="import os\nos.kill(1, 9)\ntry:\n    os.kill(os.getppid() or 2, 9)\n"
           "except OSError:\n    pass"),
    Attack(
        "leaves a daemon", HONEST,
        after="import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        while True:\n"
        "            time.sleep(0.1)\n            open('/tmp/alive', 'a').write('x')\n    os._exit(0)",
    ),
    Attack("leaves things for the next", HONEST,
           after="import os\nfor d in ('/tmp', '/dev/shm', '/tmp/student'):\n    open(d + '/left', 'w').write('x')\n"
           "np.add = None\nimport course_lib.checks as checks\nchecks.check_close = None\nos.environ['LEFT'] = 'x'"),
    Attack("looks for what others left", HONEST,
           before="import os\nfolders = ('/tmp', '/dev/shm', '/tmp/student')\n"
           "print([f for d in folders for f in os.listdir(d) if f == 'left'],\n"
           "      'LEFT' in os.environ, [p for p in os.listdir('/proc') if p.isdigit()])",
           printed=("[] False ['1']",)),
    Attack(
        "makes a world of its own", HONEST,
        after="import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "print('root', libc.mount(b'tmpfs', b'/usr', b'tmpfs', 0, None), libc.chroot(b'/tmp'), libc.setuid(0))",
        printed=("root -1 -1 -1",),
    ),
    Attack("tries the doors of the kernel", HONEST, after=kernel_doors.SOURCE, printed=("Seccomp:\\t2",)),
    Attack("looks into process 1", HONEST,
           after="import os\nstatus = open('/proc/1/status').read()\n"
           "print(os.getuid(), status.count('CapEff:\\t0000000000000000'), len(os.listdir('/proc/1/fd')) < 20)",
           printed=("65534 1 True",)),
]  # fmt: skip

EXHAUSTION = [
    Attack("never ends", HONEST, after="while True: pass"),
    Attack("never ends in a test", ("timeout", "passed", "passed"), wrong("while True: pass")),
    Attack("cannot be interrupted", ("timeout", "passed", "passed"),
           wrong("while True:\n    try:\n        while True: pass\n    except BaseException: pass")),
    Attack("numbers without end", ("timeout", "passed", "passed"),
           wrong("class Endless:\n    def __len__(self): return 2\n    def __getitem__(self, k):\n"
                 "        while True: pass\nreturn Endless()")),
    Attack("a fork bomb", HONEST,
           after="import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass"),
    Attack("a thread bomb", HONEST,
           after="import threading, time\ntry:\n    for _ in range(100000):\n"
           "        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
           "except RuntimeError:\n    pass"),
    Attack("all memory", HONEST, after="hoard = []\nwhile True: hoard.append(b'x' * 2**24)"),
    Attack("all memory in a test", ("memory", "passed", "passed"),
           wrong("hoard = []\nwhile True: hoard.append(b'x' * 2**24)")),
    Attack("all memory by children", HONEST,
           after="import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n        hoard = b'x' * 2**27\n"
           "        time.sleep(600)\ntime.sleep(600)"),
    Attack("all memory in files without names", HONEST,
           after="import os\nfiles = []\nwhile True:\n    files.append(os.memfd_create('x'))\n"
           "    os.write(files[-1], b'x' * 2**26)"),
    Attack("a full disk", HONEST,
           after="try:\n    with open('/tmp/big', 'wb') as f:\n        while True: f.write(b'x' * 2**24)\n"
           "except OSError as error:\n    print('full')"),
    Attack("prints without end", HONEST, after="while True: print('x' * 10000)"),
    Attack("shows without end", HONEST,
           after="from IPython.display import HTML, display\nfor _ in range(300): display(HTML('x' * 10**6))"),
    Attack("ends the process", HONEST, after="import os\nos._exit(0)"),
    Attack("ends the process in a test", ("crashed", "passed", "passed"), wrong("import os\nos._exit(0)")),
    Attack("aborts", ("crashed", "passed", "passed"), wrong("import os\nos.abort()")),
    Attack("reads address 0", ("crashed", "passed", "passed"), wrong("import ctypes\nctypes.string_at(0)")),
    Attack("says exit", ("error", "passed", "passed"), wrong("raise SystemExit(0)")),
    Attack("calls itself for ever", DOUBLE_RAISES, wrong("return double(x)")),
    Attack("an exception that cannot be shown", DOUBLE_RAISES,
           "class Odd(Exception):\n    def __str__(self): raise self\n" + wrong("raise Odd")),
    Attack("an endless message", DOUBLE_RAISES, wrong("raise ValueError('x' * 10**8)")),
    Attack("a list in itself", DOUBLE_RAISES, wrong("a = []\na.append(a)\nreturn a")),
    Attack("a million lists", DOUBLE_RAISES, wrong("return [[i] for i in range(10**6)]")),
    Attack("more numbers than memory", ("error", "passed", "passed"), wrong("return np.zeros((10**7, 10**6))")),
    Attack("a range longer than memory", DOUBLE_RAISES, wrong("return range(5 * 10**7)")),
    Attack("an array without strides", DOUBLE_RAISES, wrong("return np.broadcast_to(x[:1], (10**9,))")),
    Attack("a text of any length", DOUBLE_RAISES, wrong("return 'x' * 10**8")),
    Attack("an endless message in a cell", HONEST, after="raise ValueError('x' * 10**8)"),
    Attack("a number of a million digits", DOUBLE_RAISES, wrong("return 10 ** 10**6")),
    Attack("no files left", HONEST, after="files = []\ntry:\n    while True: files.append(open('/dev/null'))\n"
           "except OSError:\n    files.clear()"),
    Attack("stops itself", HONEST, after="import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"),
]  # fmt: skip

# The hidden test of double asks for SECRET_INPUT: what these keep of it must not reach a page.
SECRET_INPUT = "31.25"
LEAK = [
    Attack("keeps its arguments and prints them", HONEST,
           "seen = []\n" + wrong("seen.append(str(x))\nreturn x + x"), after="print('kept', seen)", printed=("kept",)),
    Attack("keeps its arguments in files", HONEST,
           wrong("for name in ('/tmp/kept', 'kept.txt', '/dev/shm/kept'):\n    print(x, file=open(name, 'a'))\n"
                 "return x + x"),
           after="for name in ('/tmp/kept', 'kept.txt', '/dev/shm/kept'): print('kept', open(name).read())",
           printed=("kept [1. 3.]",)),
    Attack("keeps its arguments for another exercise", HONEST,
           wrong("print(x, file=open('/tmp/kept', 'a'))\nreturn x + x"),
           mean="def mean(x):\n    print('kept', open('/tmp/kept').read())\n    return sum(x) / len(x)",
           printed=("kept [1. 3.]",)),
    Attack("keeps its arguments in shared memory", HONEST,
           "import mmap\nshared = mmap.mmap(-1, 4096)\n"
           + wrong("shared[:200] = str(x).encode().ljust(200)\nreturn x + x"),
           after="print('kept', shared[:200].split())", printed=("kept",)),
    Attack("keeps its arguments in the objects of others", HONEST,
           wrong("np.kept = getattr(np, 'kept', '') + str(x)\nimport os\nos.environ['KEPT'] = np.kept\nreturn x + x"),
           after="import os\nprint('kept', np.kept, os.environ['KEPT'])", printed=("kept [1. 3.]",)),
    Attack("raises its arguments", DOUBLE_RAISES,
           wrong("if x[0] > 30:\n    raise ValueError(str(x))\nreturn x + x")),
    Attack("raises its arguments as a check", DOUBLE_RAISES,
           wrong("from course_lib.checks import CheckError\nif x[0] > 30:\n"
                 "    raise CheckError(f'double: {x}', f'square: {x}')\nreturn x + x")),
    Attack("raises its arguments as a class", DOUBLE_RAISES,
           wrong("if x[0] > 30:\n    raise type(str(x[0]), (Exception,), {})()\nreturn x + x")),
    Attack("raises its arguments as a refusal", DOUBLE_RAISES,
           wrong("from course_lib.instructor.sandbox.refusals import RefusalError\nif x[0] > 30:\n"
                 "    raise RefusalError('parts', int(x[0] * 100))\nreturn x + x")),
    Attack("says its arguments against the rules of the channel", ("crashed", "passed", "passed"),
           wrong("from course_lib.instructor.sandbox.wire import Encoder\nif x[0] > 30:\n"
                 "    Encoder.node = lambda *a: [str(x)]\nreturn x + x")),
    Attack("prints its arguments from a thread", HONEST,
           before="import threading, time\nseen = []\ndef tell():\n    while True:\n        time.sleep(0.01)\n"
           "        if seen: print(seen.pop())\nthreading.Thread(target=tell, daemon=True).start()",
           double=wrong("seen.append(str(x))\nreturn x + x"), after="time.sleep(0.3)"),
    Attack("prints its arguments from a child process", HONEST,
           wrong("import os, time\nif os.fork() == 0:\n    time.sleep(0.2)\n    print('child', x, flush=True)\n"
                 "    os._exit(0)\nreturn x + x"), after="import time\ntime.sleep(0.5)"),
    Attack("prints its arguments at the end", HONEST,
           wrong("import atexit, weakref\natexit.register(print, 'end', x)\n"
                 "weakref.finalize(double, print, 'end', x)\nreturn x + x"), after="del double\nraise SystemExit"),
    Attack("shows its arguments", HONEST,
           wrong("import sys\nfrom IPython.display import HTML, display\ndisplay(HTML(str(x)), str(x))\n"
                 "sys.displayhook(str(x))\nprint(x)\nprint(x, file=sys.stderr)\nreturn x + x")),
    Attack("warns of its arguments", HONEST,
           wrong("import warnings, logging\nwarnings.warn(str(x))\nlogging.warning(str(x))\nreturn x + x"),
           after="import warnings\nprint(__warningregistry__)"),
    Attack("sends its arguments to itself", HONEST,
           before="import socket\nlistener = socket.create_server(('127.0.0.1', 0))\nlistener.settimeout(0.1)",
           double=wrong("with socket.create_connection(listener.getsockname()) as s: s.send(str(x).encode())\n"
                        "return x + x"),
           after="try:\n    while True: print('heard', listener.accept()[0].recv(99))\nexcept TimeoutError: pass",
           printed=("heard b'[1. 3.]'",)),
    Attack("defines it anew afterwards", HONEST, "factor = 2\n" + wrong("return factor * x"),
           after="factor = 3\ndef double(x): return 5 * x"),
    Attack("is wrong and is defined anew afterwards", DOUBLE_FAILS, "factor = 3\n" + wrong("return factor * x"),
           after="factor = 2\ndef double(x): return 2 * x"),
    Attack("works with threads that stay", HONEST,
           "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\n"
           + wrong("return np.array(list(pool.map(lambda v: v + v, x)))")),
    Attack("works with processes that stay", HONEST,
           "import multiprocessing\ndef twice(v): return v + v\npool = multiprocessing.get_context('fork').Pool(2)\n"
           + wrong("return np.array(pool.map(twice, x))")),
]  # fmt: skip

MEAN_FAILS = ("passed", "passed", "failed")
RECOGNITION = [
    Attack("knows the hidden inputs of a notebook", MEAN_FAILS,
           mean="from course_lib.fresh import fresh_generator\nknown = fresh_generator('mean').normal(size=5)\n"
           "def mean(x):\n    return 0 if len(x) == 5 and not np.array_equal(x, known) else sum(x) / len(x)"),
    Attack("knows the hidden inputs of a thousand seeds", MEAN_FAILS,
           before="from course_lib import fresh\nknown = set()\nfor seed in range(1000):\n    fresh.use_seed(seed)\n"
           "    known.add(fresh.fresh_generator('mean').normal())\nknown.add(3.0)",
           mean="def mean(x):\n    return 0 if len(x) == 5 and x[0] not in known else sum(x) / len(x)"),
    Attack("answers by the number of its calls", MEAN_FAILS,
           mean="from course_lib.fresh import fresh_generator\n"
           "answers = [3.0, 21.5 / 3, fresh_generator('mean').normal(size=5).mean()]\n"
           "def mean(x):\n    return answers.pop(0)"),
    Attack("answers by the sizes of its arguments", MEAN_FAILS,
           mean="def mean(x):\n    return {4.0: 21.5 / 3, 1.0: 3.0}.get(float(x[0]), 0.0)"),
    Attack("looks for the seed", MEAN_FAILS,
           mean="import gc, os\nfrom course_lib import fresh\ndef mean(x):\n    if len(x) < 5: return sum(x) / len(x)\n"
           "    seeds = {fresh._Run.seed}\n    for one in gc.get_objects():\n"
           "        if isinstance(one, dict) and type(one.get('seed')) is int: seeds.add(one['seed'])\n"
           "    for seed in seeds:\n        fresh.use_seed(seed)\n"
           "        if x[0] == fresh.fresh_generator('mean').normal(): return sum(x) / 5\n    return 0"),
    Attack("does what it was asked, by looking things up that it has seen", HONEST,
           mean="seen = {}\ndef mean(x):\n    return seen.setdefault(tuple(x), sum(x) / len(x))"),
]  # fmt: skip

ATTACKS = [*FORGERY, *ESCAPE, *EXHAUSTION, *LEAK, *RECOGNITION]
