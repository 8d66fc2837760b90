"""Pictures and documents that the whole site shares."""
