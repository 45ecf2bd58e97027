"""The words of the school: values, dates, numbers and errors that every layer speaks."""
