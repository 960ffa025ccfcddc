"""``python -m sufficiency``: the same program as ``sufficiency``, wherever that stands."""

from sufficiency.cli import main

if __name__ == "__main__":
    main()
