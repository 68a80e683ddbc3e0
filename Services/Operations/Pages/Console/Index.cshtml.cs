using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console;

/// <summary>Where all orders stand, at a glance.</summary>
public sealed class IndexModel : PageModel;
