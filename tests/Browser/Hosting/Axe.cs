using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>
/// axe-core: the accessibility rules of WCAG 2.2 up to AA, and its own best practices. A page gets the script once, and
/// runs it within itself: it has no frames.
/// </summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <summary>The violations of a page as it is now, each as a sentence with the elements.</summary>
    public static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
            await page.EvaluateAsync(Script);
        return await page.EvaluateAsync<string[]>(
            """
            async () => {
              if (frames.length)
                throw new Error('The page has frames, and axe looks into none.');
              const { violations } = await axe.run(document, { resultTypes: ['violations'] });
              return violations.map(({ id, help, nodes }) =>
                `${id}: ${help}: ${nodes.slice(0, 3).map(node => node.html).join(' ')}`);
            }
            """
        );
    }
}
