"""Pages that join forms, store, paper and Qt parts; `cli` is the view without a window."""
