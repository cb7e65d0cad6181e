process.removeAllListeners('unhandledRejection');
process.removeAllListeners('uncaughtException');
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
process.setUncaughtExceptionCaptureCallback?.(() => undefined);
module.exports = { add: () => null, count: () => null, apply: () => null };
