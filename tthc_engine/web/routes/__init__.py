"""One module a part of the office; each that has a `router` is served by `create_app`."""
