"""A file that somebody attached, as the platform describes it; the desk never opens one."""

from core.values.place import Platform
from core.values.value import Value


class File(Value):
    """`size` is in bytes, None where the platform does not say; `media_type` is the platform's
    word and no promise. `id` is how `platform` knows the file in `tenant`."""

    name: str
    size: int | None = None
    media_type: str = ""
    platform: Platform
    tenant: str
    id: str = ""
