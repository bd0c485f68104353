import {inputFiles} from "@web/../tests/utils";
import {registry} from "@web/core/registry";

function openSheet(customer) {
    return {
        content: `Call ${customer}`,
        trigger: `.o_kanban_record:contains(${customer}) [name=action_open_call_sheet]`,
        run: "click",
    };
}

function choose(outcome) {
    return {
        trigger: `.o_relance_call_sheet .o_selection_badge[value='"${outcome}"']`,
        run: "click",
    };
}

function note(text) {
    return {
        trigger: ".o_relance_call_sheet .o_field_widget[name=note] textarea",
        run: `edit ${text}`,
    };
}

function save() {
    return [
        {
            trigger: "button[name=action_save].btn-secondary:visible",
            run: "click",
        },
        {
            content: "Recorded",
            trigger: ".o_relance_call_sheet button[name=action_close]:visible",
        },
    ];
}

function close() {
    return {
        trigger: ".o_relance_call_sheet button[name=action_close]",
        run: "click",
    };
}

// Odoo's date field shows a button until it is clicked.
function setDate(field, value) {
    return [
        {
            trigger: `.o_field_widget[name=${field}] input, .o_field_widget[name=${field}] button`,
            run: "click",
        },
        {
            trigger: `.o_field_widget[name=${field}] input`,
            run: `edit ${value}`,
        },
    ];
}

registry.category("web_tour.tours").add("relance_whole_day_calls_tour", {
    url: "/odoo/relance-cases",
    steps: () => [
        openSheet("Boulangerie Morel"),
        choose("promise"),
        note("Virement confirmé"),
        ...setDate("promise_date", "+7d"),
        ...save(),
        close(),

        openSheet("Garage Petit"),
        choose("dispute"),
        note("Une pièce rayée sur deux"),
        {
            trigger: ".o_field_widget[name=dispute_reason_id] input",
            run: "edit Qualité",
        },
        {
            trigger:
                ".ui-autocomplete a:contains(Qualité), .o-autocomplete--dropdown-item:contains(Qualité)",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row td[name=amount_disputed]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row [name=amount_disputed] input",
            run: "edit 300",
        },
        ...save(),
        close(),

        openSheet("Salon Dupont"),
        choose("plan_asked"),
        note("Trois mensualités"),
        ...save(),
        {
            trigger: "button[name=action_open_plan]",
            run: "click",
        },
        {
            content: "The simulation is there",
            trigger: ".o_field_widget[name=installment_ids] .o_data_row",
        },
        {
            trigger: ".o_notebook .nav-link[name=signature]",
            run: "click",
        },
        ...setDate("signature_date", "+0d"),
        {
            trigger: ".o_field_widget[name=signed_document]",
            async run() {
                const scan = new File(["%PDF-1.4 signé"], "protocole.pdf", {
                    type: "application/pdf",
                });
                await inputFiles(
                    ".o_field_widget[name=signed_document] input[type=file]",
                    [scan]
                );
            },
        },
        {
            trigger: "button[name=action_activate]:visible",
            run: "click",
        },
        {
            content: "Signed and active",
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=active]",
        },
    ],
});

registry.category("web_tour.tours").add("relance_whole_day_colleague_tour", {
    url: "/odoo/relance-cases",
    steps: () => [
        openSheet("Boulangerie Morel"),
        {
            content: "Who called, a moment ago",
            trigger:
                ".o_relance_call_sheet .o_field_widget[name=guard_warning]:contains(Collector)",
        },
        {
            content: "No number to dial",
            trigger: ".o_relance_call_sheet:not(:has([name=dial_html] a))",
        },
    ],
});

registry.category("web_tour.tours").add("relance_whole_day_next_tour", {
    url: "/odoo/relance-day",
    steps: () => [
        {
            content: "The promise not kept is a call to make",
            trigger: ".o_kanban_record:contains(Menuiserie Roux)",
        },
        {
            content: "The promise kept asks for nothing",
            trigger:
                ".o_kanban_view:not(:has(.o_kanban_record:contains(Boulangerie Morel)))",
        },
        {
            content: "Call, from the card",
            trigger: ".o_kanban_record:contains(Menuiserie Roux) [name=action_call]",
            run: "click",
        },
        {
            content: "What was promised is on the sheet",
            trigger: ".o_relance_call_sheet .o_field_widget[name=info_html]",
        },
        {
            trigger: "button[name=action_no_answer]",
            run: "click",
        },
        {
            content: "One click, back to the day",
            trigger: ".o_relance_day_counter[data-task=call]",
        },
    ],
});
