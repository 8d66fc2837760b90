"""The board: arranging the programme of a conference, session by session, with others at the same time."""
