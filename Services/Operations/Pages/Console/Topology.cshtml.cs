using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console;

/// <summary>Who sends and handles what, and whether the broker has it so.</summary>
public sealed class TopologyModel : PageModel;
