using System.Text.Json;
using EventDriven.TestServers;
using Microsoft.Playwright;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>
/// axe-core, which finds what keeps people from using a page: the rules of WCAG 2.2 up to AA, and its own best
/// practices.
/// </summary>
internal static class Axe
{
    private static readonly Lazy<Task<string>> Script = new(async () =>
        await File.ReadAllTextAsync(
            Path.Combine(await NodePackages.InstallAsync("tests/Browser/axe"), "axe-core", "axe.min.js")
        )
    );

    /// <summary>What it finds wrong with a page as it is now, each as a sentence with the elements.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        // By the debugging protocol, which no content security policy holds up: the page's own stays in force.
        if (await page.EvaluateAsync<bool>("() => !window.axe"))
            await page.EvaluateAsync(await Script.Value);
        var found = await page.EvaluateAsync<JsonElement>(
            "async () => (await axe.run({ resultTypes: ['violations'] })).violations.map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(' ')}`)"
        );
        return [.. found.EnumerateArray().Select(violation => violation.GetString()!)];
    }
}
