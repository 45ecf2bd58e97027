"""What the school does: one public function is one user action is one transaction."""
