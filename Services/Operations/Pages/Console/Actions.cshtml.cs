using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console;

/// <summary>What operators did: who, when and why.</summary>
public sealed class ActionsModel : PageModel;
