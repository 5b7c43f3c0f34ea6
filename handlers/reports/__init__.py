"""Reports: what is counted, what staff enter, drafts and their approval, tasks from meetings."""
