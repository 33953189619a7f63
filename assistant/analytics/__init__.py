"""What a book means: pure functions of (Book, …) that give a Result. One file a question family; no door of its own."""
