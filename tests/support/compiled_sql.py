"""SQL that is compiled once for all the libraries that tests open."""

from typing import Any


class CompiledStatements(dict[Any, Any]):
    """Compiled statements by their key, of which SQLAlchemy makes the dialect the first part.

    Each engine has a dialect of its own; here those of one kind are the same.
    """

    def get(self, key: tuple[Any, ...], default: Any = None, /) -> Any:
        """Return a compiled statement."""
        return super().get(_shared(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any, /) -> None:
        """Keep a compiled statement."""
        super().__setitem__(_shared(key), compiled)


def _shared(key: tuple[Any, ...]) -> tuple[object, ...]:
    dialect: object = key[0]
    return (type(dialect), *key[1:])
