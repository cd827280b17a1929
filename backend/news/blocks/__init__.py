"""The blocks of news: what opens a piece of news, and the list of news."""
