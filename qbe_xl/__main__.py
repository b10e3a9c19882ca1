"""python -m qbe_xl is qbe-xl."""

from qbe_xl.cli import main

main()
