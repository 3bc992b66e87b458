"""The pictures of the documents, and the script that takes them."""
