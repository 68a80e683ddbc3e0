namespace EventDriven.TestServers;

/// <summary>
/// Programs from npm, for tests that hold what we serve against what others wrote. <c>tests/npm</c> installs them, and
/// Node.js where it is missing.
/// </summary>
public static class NodePackages
{
    /// <summary>Installs what a folder's package-lock.json names; at once when that has been done before.</summary>
    /// <param name="folder">Has package.json and package-lock.json; relative to the repository's root.</param>
    /// <returns>The node_modules folder: for NODE_PATH, and with the packages' programs in <c>.bin</c>.</returns>
    public static Task<string> InstallAsync(string folder) =>
        TestScript.RunAsync("npm", Path.Combine(Repository.Root, folder));
}
