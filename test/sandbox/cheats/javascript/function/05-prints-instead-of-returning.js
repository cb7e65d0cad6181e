function total(numbers) {
  console.log(numbers.reduce((sum, number) => sum + number, 0));
}
