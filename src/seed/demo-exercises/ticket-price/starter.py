def price(age):
    # Return the price for this age.
    pass
