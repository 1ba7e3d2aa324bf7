"""A snapshot, asked: questions in named SQL, the files they are answered from, what is kept of the answers."""
