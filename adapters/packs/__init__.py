"""The knowledge pack on disk: reads it (`loader`), criticises it (`check`)."""
