import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("relance_post_tour", {
    url: "/odoo/relance-to-post",
    steps: () => [
        {
            content: "Select the registered letter",
            trigger:
                ".o_data_row:contains(Boulangerie Morel) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: "button:contains(Mark as posted)",
            run: "click",
        },
        {
            content: "Enter the day of the deposit",
            trigger: ".modal .o_field_widget[name=date] :is(input, button)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=date] input",
            run: "edit 03/10/2026 && press Tab",
        },
        {
            content: "Enter the tracking number",
            trigger: ".modal .o_data_row td[name=tracking_number]",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row [name=tracking_number] input",
            run: "edit 1A12345678901",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "Nothing left to post",
            trigger: "body:not(:has(.modal)) .o_view_nocontent",
        },
        {
            content: "Show what was posted",
            trigger: ".o_searchview_facet .o_facet_remove",
            run: "click",
        },
        {
            trigger:
                ".o_data_row:contains(Boulangerie Morel) .o_list_record_open_form_view button",
            run: "click",
        },
        {
            content: "The receipt came back",
            trigger:
                ".o_form_view .o_field_widget[name=received_date] :is(input, button)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=received_date] input",
            run: "edit 03/12/2026 && press Tab",
        },
        ...stepUtils.saveForm(),
        {
            trigger:
                ".o_statusbar_status button[data-value=delivered].o_arrow_button_current",
        },
    ],
});
