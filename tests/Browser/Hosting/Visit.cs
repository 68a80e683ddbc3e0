using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using EventDriven.TestServers.Hosting;
using Microsoft.Playwright;
using Shouldly;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>
/// A page in a session of its own, with the errors that the browser reported in it. A system has one visit at a time.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _complaints = [];
    private readonly IBrowserContext _context;

    private Visit(IBrowserContext context, IPage page, RunningSystem system) =>
        (_context, Page, System) = (context, page, system);

    public IPage Page { get; }

    public RunningSystem System { get; }

    /// <summary>Errors on the console, scripts that threw, and what the content security policy kept out.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public static async Task<Visit> BeginAsync(IBrowser browser, RunningSystem system)
    {
        await system.BeginVisitAsync(TestContext.Current.CancellationToken);
        try
        {
            return await OpenAsync(browser, system);
        }
        catch
        {
            system.EndVisit();
            throw;
        }
    }

    private static async Task<Visit> OpenAsync(IBrowser browser, RunningSystem system)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = 1440, Height = 900 },
            }
        );
        context.SetDefaultTimeout(20_000);
        var visit = new Visit(context, await context.NewPageAsync(), system);
        // What the policy keeps out is an error on the console as well.
        visit.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
                visit._complaints.Enqueue($"{visit.Page.Url}: {message.Text}");
        };
        visit.Page.PageError += (_, error) => visit._complaints.Enqueue($"{visit.Page.Url}: {error}");
        return visit;
    }

    /// <summary>Goes to a page. It is loaded then; what it keeps up to date goes on.</summary>
    public async Task<IResponse> GoAsync(Uri address) =>
        await Page.GotoAsync(address.AbsoluteUri, new() { WaitUntil = WaitUntilState.Load })
        ?? throw new InvalidOperationException($"{address} is the page that is open.");

    /// <summary>Goes to a page of the console.</summary>
    public Task<IResponse> GoAsync(string path) => GoAsync(new Uri($"{System.Console}{path}"));

    /// <summary>Opens an order's page; the console may hear of the order a moment after the client.</summary>
    public async Task SeesOrder(Guid orderId)
    {
        var status = await Eventually.See(
            async () => (await _context.APIRequest.GetAsync(System.PageOf(orderId).AbsoluteUri)).Status,
            status => status == 200,
            TimeSpan.FromSeconds(15),
            TestContext.Current.CancellationToken
        );
        status.ShouldBe(200, $"the page of order {orderId}");
        await GoAsync(System.PageOf(orderId));
    }

    /// <summary>Marks the page that is open.</summary>
    public Task MarkAsync() => Page.EvaluateAsync("() => { window.isMarked = true }");

    /// <summary>
    /// Whether the page that is open is still the one that was marked: any navigation, a reload too, makes another one.
    /// </summary>
    public Task<bool> IsMarkedAsync() => Page.EvaluateAsync<bool>("() => window.isMarked === true");

    /// <summary>Presses Tab until what has the focus has a name that begins so.</summary>
    public async Task TabToAsync(string name)
    {
        const int MostStops = 100;
        var passed = new List<string>();
        while (passed.Count < MostStops)
        {
            await Page.Keyboard.PressAsync("Tab");
            var focused = await Page.EvaluateAsync<string>(
                """
                () => {
                  const e = document.activeElement;
                  return (e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent || '').trim();
                }
                """
            );
            if (focused.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return;
            passed.Add(focused);
        }

        throw new InvalidOperationException(
            $"'{name}' is not reached by keyboard; these are: {string.Join(" | ", passed.Distinct())}"
        );
    }

    /// <summary>
    /// Does what a page offers behind a confirmation: opens it, gives a reason, and presses the button in it.
    /// </summary>
    /// <param name="name">The beginning of the action's name, such as "Approve".</param>
    /// <param name="reason">Why.</param>
    /// <param name="fill">Fills in what else there is.</param>
    public async Task ActAsync(string name, string reason, Func<ILocator, Task>? fill = null)
    {
        var action = Page.Locator("details.confirm")
            .Filter(
                new()
                {
                    Has = Page.Locator(
                        "summary",
                        new() { HasTextRegex = new Regex($@"^\s*{name}", RegexOptions.IgnoreCase) }
                    ),
                }
            )
            .First;
        await action.Locator("summary").First.ClickAsync();
        if (fill is not null)
            await fill(action);
        await action.GetByLabel("Reason").FillAsync(reason);
        await action.GetByRole(AriaRole.Button).Last.ClickAsync();
    }

    /// <summary>
    /// Waits until the order's page, which is open, says that the order is in a state, such as "Booking shipment".
    /// </summary>
    public Task SeesState(string state, float withinSeconds = 30) =>
        Assertions
            .Expect(Page.Locator("main .badge").First)
            .ToHaveTextAsync(state, new() { Timeout = withinSeconds * 1000 });

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _context.CloseAsync();
        }
        finally
        {
            System.EndVisit();
        }
    }
}
