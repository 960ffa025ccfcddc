"""What can be made anew of saved runs? Commands that read what runs saved, and work nothing out again."""
