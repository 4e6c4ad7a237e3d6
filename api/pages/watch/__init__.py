"""Pages of supervision: complaints, spot checks, matters of credit, regular rounds."""
