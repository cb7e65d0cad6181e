function groupBy(items, key) {
  // Return an object of arrays.
}
