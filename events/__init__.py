"""Conferences with their days, sessions and speakers, and the partners who take part."""
