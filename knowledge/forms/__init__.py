"""Application forms as data: what is asked, how replies are read, and where a half-filled form stands."""
