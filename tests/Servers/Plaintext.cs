using System.Runtime.CompilerServices;

namespace EventDriven.TestServers;

internal static class Plaintext
{
    /// <summary>
    /// The servers of the tests have no TLS, unless a test asks for it. Hosts and processes inherit the variable.
    /// </summary>
#pragma warning disable CA2255 // Before any test, in each program that uses these servers.
    [ModuleInitializer]
#pragma warning restore CA2255
    public static void Allow() => Environment.SetEnvironmentVariable("AllowPlaintext", "true");
}
