"""What a buyer asks for, beyond what makes a certificate good in itself."""
