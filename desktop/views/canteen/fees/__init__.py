"""学生伙食费: who paid, what was eaten, what is to be paid back."""
