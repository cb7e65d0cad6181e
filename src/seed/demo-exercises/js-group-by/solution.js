function groupBy(items, key) {
  const groups = {};
  for (const item of items) {
    const value = item[key];
    groups[value] ??= [];
    groups[value].push(item);
  }
  return groups;
}
