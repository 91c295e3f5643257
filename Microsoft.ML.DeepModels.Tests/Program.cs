using Microsoft.ML.DeepModels.Tests.Persistence;

// Tests are run by the test host; as a program, this assembly is the other process of a test that needs one.
if (args is [OtherProcessTests.Command, _, _, _, _]) return OtherProcessTests.Run(args);
Console.Error.WriteLine("Run the tests with ./build/test.sh or dotnet test.");
return 2;
