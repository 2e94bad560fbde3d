"""A yearly plan against what really happened: targets measured from the log or entered, tasks, duties, its report."""
