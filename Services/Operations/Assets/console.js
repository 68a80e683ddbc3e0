// The live parts of the console.
