document.title = 'A document for you'
