"""Where the parts are put together: settings, wiring, the command line."""
