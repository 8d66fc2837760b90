"""The life of anything published: its state, its schedule, and the one question "may the public see it now?"."""
