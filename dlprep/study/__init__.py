"""One sitting, without an interface: what is asked next, what was answered, what is recorded."""
