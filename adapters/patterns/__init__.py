"""Regular expressions that admins write: RE2, which reads any text in linear time."""
