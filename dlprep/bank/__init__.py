"""What can be asked: YAML in, frozen typed items out."""
