"""Qt parts that know no business: theme, inputs, form, tables, preview, dialogs."""
