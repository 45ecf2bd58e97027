"""The tab 日志: what is due today, samples, companions, checklists, the people of the kitchen."""
