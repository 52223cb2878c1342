# What one does again and again. `just` is in the environment that scripts/test makes: .venv/bin/just

set positional-arguments

export PATH := justfile_directory() / ".venv/bin:" + env("PATH")
export PYTHONUTF8 := "1"
export JIEYUE_HOME := env("JIEYUE_HOME", justfile_directory() / "out/demo")

[private]
default:
    @just --list

# the packages of the tests, in .venv
prepare:
    sh scripts/prepare requirements-dev.lock

# the pages of the demonstration city on http://127.0.0.1:8000/, anew after each change of a file
serve: prepare
    [ -e "$JIEYUE_HOME/demo.json" ] || jieyue demo --no-serve
    jieyue worker & jieyue runserver 127.0.0.1:8000; kill %1 2>/dev/null || true

# under a minute: style, types, structure, and the tests that need neither a browser nor processes of their own
quick: prepare
    sh scripts/check
    pytest -q --numprocesses "$(nproc)" --dist worksteal tests/rules tests/files tests/policy tests/store/bills tests/wording/test_words_of_messages.py tests/test_files_of_tests.py tests/programme/test_statistics.py

# the tests of what has changed since main, by where they stand: tests mirror src
changed *args: prepare
    python scripts/changed.py | xargs --no-run-if-empty pytest -q --numprocesses "$(nproc)" --dist worksteal "$@"

# what a machine can say without running a test
check: prepare
    sh scripts/check

# all tests on both databases, as before each landing
test:
    sh scripts/test

# all tests in their long form
soak:
    sh scripts/soak
