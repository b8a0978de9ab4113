"""What connects the core to the widgets: each controller owns the tasks of one concern."""
